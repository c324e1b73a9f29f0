"""Starts ministack, an emulator of AWS, with the resource types that it does not know.

    python tests/rigs/aws_emulator.py FAULTS [CLUSTER]

ministack keeps a table from resource type to the functions that create, update and delete one. A template with a type
that is not in the table is refused as a whole, so the missing ones are added as *inert* resources: each gets an
identifier and attributes of the form that AWS gives them, and nothing else happens. A type that ministack knows is
never replaced: when it learns one of ours, this program stops and says so, and the line below is to be deleted.

FAULTS is a folder. While it has a file named after an account, creating the resources whose logical ids are the lines
of that file fails in that account; inert resources alone can fail so.

CLUSTER is the address that every EKS cluster says its API server has; without it, nothing answers there.

Some things are answered here and not by ministack: `UpdateClusterConfig` of EKS, which it lacks, for the control plane's
logs and for deletion protection alone, and what a cluster with that refuses; the description of a stack that a change set
made; `DescribeLogStreams`, as if somebody wrote to every log group;
and for whoever makes trials, `GET /state` lists the names of all that there is, resource by resource,
`POST /state/keep` keeps it, and `POST /state/restore`, after a reset, brings back what was kept.

The server listens on 127.0.0.1, on a port that the system chooses. When connections are accepted, one line of JSON
says what there is: {"port": ..., "version": ..., "inert": [...]}. It runs until its standard input is closed, so that
it never outlives the program that started it, however that one ends.
"""

import copy
import hashlib
import importlib.metadata
import json
import os
import pathlib
import re
import socket
import sys
import threading
import time


class Inert:
    """What a handler knows when it makes up a resource."""

    def __init__(self, region, account, stack, logical_id, properties):
        self.region, self.account, self.properties = region, account, properties
        # The same resource has the same identifiers in every run.
        seed = "/".join([account, region, stack, logical_id])
        self.digest = hashlib.sha256(seed.encode()).hexdigest()

    def id(self, prefix):
        """An identifier as EC2 forms them: a prefix and 17 hexadecimal digits."""
        return f"{prefix}-{self.digest[:17]}"

    def uuid(self):
        """An identifier in five groups."""
        digits = self.digest
        return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]])

    def arn(self, service, resource, region=None):
        """The ARN of a resource in the stack's region, unless another (or none) is given."""
        region = self.region if region is None else region
        return f"arn:aws:{service}:{region}:{self.account}:{resource}"

    def address(self):
        """A public address from the range for documentation (RFC 5737)."""
        return f"203.0.113.{int(self.digest[:8], 16) % 254 + 1}"

    def wanted(self, *names):
        """The properties of these names; all are required ones."""
        values = [self.properties[name] for name in names]
        return values[0] if len(values) == 1 else values


# One function for each type: what `Ref` gives, and what `Fn::GetAtt` gives. Both are as in the reference of
# CloudFormation's resource types; attributes that no template could want are left out.


def eip(it):
    address, allocation = it.address(), it.id("eipalloc")
    return address, {"AllocationId": allocation, "PublicIp": address}


def nat_gateway(it):
    nat = it.id("nat")
    return nat, {"NatGatewayId": nat}


def instance(it):
    interfaces = it.properties.get("NetworkInterfaces") or [{}]
    private = it.properties.get("PrivateIpAddress") or interfaces[0].get("PrivateIpAddress") or "10.0.0.10"
    public, zone = it.address(), f"{it.region}a"
    return it.id("i"), {
        "AvailabilityZone": zone,
        "InstanceId": it.id("i"),
        "PrivateDnsName": f"ip-{private.replace('.', '-')}.{it.region}.compute.internal",
        "PrivateIp": private,
        "PublicDnsName": f"ec2-{public.replace('.', '-')}.{it.region}.compute.amazonaws.com",
        "PublicIp": public,
    }


def security_group_rule(it):
    rule = it.id("sgr")
    return rule, {"Id": rule}


def flow_log(it):
    log = it.id("fl")
    return log, {"Id": log}


def oidc_provider(it):
    issuer = str(it.wanted("Url")).removeprefix("https://")
    arn = it.arn("iam", f"oidc-provider/{issuer}", region="")
    return arn, {"Arn": arn}


def query_definition(it):
    return it.uuid(), {"QueryDefinitionId": it.uuid()}


def addon(it):
    cluster, name = it.wanted("ClusterName", "AddonName")
    return f"{cluster}|{name}", {"Arn": it.arn("eks", f"addon/{cluster}/{name}/{it.uuid()}")}


def pod_identity_association(it):
    association = f"a-{it.digest[:17]}"
    arn = it.arn("eks", f"podidentityassociation/{it.wanted('ClusterName')}/{association}")
    return arn, {"AssociationArn": arn, "AssociationId": association}


def access_entry(it):
    principal, cluster = it.wanted("PrincipalArn", "ClusterName")
    kind, name = principal.split(":")[5].split("/", 1)
    arn = it.arn("eks", f"access-entry/{cluster}/{kind}/{it.account}/{name}/{it.uuid()}")
    return f"{principal}|{cluster}", {"AccessEntryArn": arn}


def fargate_profile(it):
    cluster = it.wanted("ClusterName")
    name = it.properties.get("FargateProfileName", it.id("profile"))
    return f"{cluster}|{name}", {"Arn": it.arn("eks", f"fargateprofile/{cluster}/{name}/{it.uuid()}")}


def budget(it):
    return it.uuid(), {"Id": it.uuid()}


INERT = {
    "AWS::Budgets::Budget": budget,
    "AWS::EC2::EIP": eip,
    "AWS::EC2::FlowLog": flow_log,
    "AWS::EC2::Instance": instance,
    "AWS::EC2::NatGateway": nat_gateway,
    "AWS::EC2::SecurityGroupEgress": security_group_rule,
    "AWS::EC2::SecurityGroupIngress": security_group_rule,
    "AWS::EKS::AccessEntry": access_entry,
    "AWS::EKS::Addon": addon,
    "AWS::EKS::FargateProfile": fargate_profile,
    "AWS::EKS::PodIdentityAssociation": pod_identity_association,
    "AWS::IAM::OIDCProvider": oidc_provider,
    "AWS::Logs::QueryDefinition": query_definition,
}


# The inert resources that there are, as type, account, region and identifier.
MADE = set()


def handlers(resource_type, make_up, faults):
    """A row of ministack's table for an inert type."""
    from ministack.core.responses import get_account_id, get_region

    def make(logical_id, properties, stack):
        return make_up(Inert(get_region(), get_account_id(), stack, logical_id, properties))

    def create(logical_id, properties, stack):
        file = faults / get_account_id()
        if file.exists() and logical_id in file.read_text().split():
            raise ValueError(f"{logical_id} was told to fail")
        physical_id, attributes = make(logical_id, properties, stack)
        MADE.add(name(physical_id))
        return physical_id, attributes

    def name(physical_id):
        return resource_type, get_account_id(), get_region(), physical_id

    def update(physical_id, _old_properties, properties, stack, logical_id):
        # Which properties make AWS replace a resource is not modelled: all are updated in place.
        _, attributes = make(logical_id, properties, stack)
        return physical_id, attributes

    def delete(physical_id, _properties):
        MADE.discard(name(physical_id))

    return {"create": create, "update": update, "update_with_logical_id": True, "delete": delete}


def allow_parameter_names():
    """Lets the ids of public images be the names of their parameters.

    ministack compares AllowedValues of a template's SSM parameter with what the parameter holds. AWS compares it with
    the name: "CloudFormation can perform validation on Systems Manager parameter keys, but not on their corresponding
    values" (user guide, Systems Manager parameter types). With the name as its value, both are the same.
    """
    from ministack.services.ssm import _PUBLIC_AMI_PARAMETERS as images

    images.update({name: name for name in images})


def register(faults):
    """Adds the inert types to ministack's table."""
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS as table

    known = sorted(INERT.keys() & table.keys())
    if known:
        sys.exit(f"ministack knows {', '.join(known)} now; delete this from INERT in {__file__}")
    for resource_type, make_up in INERT.items():
        table[resource_type] = handlers(resource_type, make_up, faults)


def lead_to(address):
    """Makes an address that of every cluster's API server."""
    from ministack.services import eks

    eks._cluster_endpoint = lambda _port: address


def update_logs(cluster, wanted):
    """UpdateClusterConfig with `logging`. AWS takes some minutes for it, and refuses a change that changes nothing."""
    from ministack.services import eks

    found = eks._clusters.get(cluster)
    if not found:
        return eks._error(404, "ResourceNotFoundException", f"No cluster found for name: {cluster}.")
    before = {of for row in found["logging"]["clusterLogging"] if row["enabled"] for of in row["types"]}
    after = set(before)
    for row in wanted:
        after = after | set(row["types"]) if row["enabled"] else after - set(row["types"])
    if after == before:
        return eks._error(400, "InvalidParameterException", "No changes needed for the logging config provided")
    known = {of for row in found["logging"]["clusterLogging"] for of in row["types"]} | after
    rows = ((sorted(after), True), (sorted(known - after), False))
    found["logging"] = {"clusterLogging": [{"types": types, "enabled": on} for types, on in rows if types]}
    update = {"id": hashlib.sha256(repr(sorted(after)).encode()).hexdigest()[:32], "status": "InProgress"}
    return eks._json_resp(200, {"update": {**update, "type": "LoggingUpdate", "params": [], "errors": []}})


def update_protection(cluster, on):
    """UpdateClusterConfig with `deletionProtection`. AWS takes some time for it."""
    from ministack.services import eks

    found = eks._clusters.get(cluster)
    if not found:
        return eks._error(404, "ResourceNotFoundException", f"No cluster found for name: {cluster}.")
    found["deletionProtection"] = on
    update = {"id": hashlib.sha256(repr(on).encode()).hexdigest()[:32], "status": "InProgress"}
    return eks._json_resp(200, {"update": {**update, "type": "DeletionProtectionUpdate", "params": [], "errors": []}})


def protect_clusters():
    """Lets a cluster be deleted for nobody while it has deletion protection, as AWS does: "If you try to delete an active
    cluster that has deletion protection turned on, you will receive an InvalidRequestException" (EKS user guide,
    deletion-protection, as of 2026-11). A stack that cannot delete its cluster then still has it."""
    from ministack.services import eks
    from ministack.services.cloudformation import _stacks, handlers, stacks
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS as table

    row, delete_cluster = table["AWS::EKS::Cluster"], eks._delete_cluster
    create, update = row["create"], row["update"]
    delete_stack = stacks._delete_stack_async

    def protected(made, properties):
        wanted = str(properties.get("DeletionProtection", False)).lower()
        eks._clusters[made[0]]["deletionProtection"] = wanted == "true"
        return made

    def delete(physical_id, _properties):
        status, _, body = eks._delete_cluster(physical_id)
        if status not in (200, 404):
            raise ValueError(body.decode())

    def refuse(name):
        if (eks._clusters.get(name) or {}).get("deletionProtection"):
            return eks._error(400, "InvalidRequestException", f"The cluster {name} has deletion protection")
        return delete_cluster(name)

    async def delete_all(name, *arguments, **options):
        # ministack forgets what a rollback could not delete.
        stack = _stacks.get(name) or {}
        for logical_id, resource in stack.pop("_rollback_failed", {}).items():
            stack["_resources"].setdefault(logical_id, resource)
        return await delete_stack(name, *arguments, **options)

    row["create"] = lambda logical_id, properties, stack: protected(create(logical_id, properties, stack), properties)
    row["update"] = lambda *given: protected(update(*given), given[2])
    row["delete"] = delete
    eks._delete_cluster = refuse
    stacks._delete_stack_async = handlers._delete_stack_async = delete_all


def write_logs():
    """Lets every log group that is asked about have had a line, as if somebody wrote to it.

    ministack runs neither a control plane nor agents, which write logs and make their groups where those are missing.
    """
    from ministack.services import cloudwatch_logs as logs

    others = logs._describe_log_streams

    def describe(data):
        group = data.get("logGroupName")
        if group not in logs._log_groups:
            logs._create_log_group({"logGroupName": group})
        if not logs._log_groups[group]["streams"]:
            name = {"logGroupName": group, "logStreamName": "stand-in"}
            logs._create_log_stream(name)
            event = {"timestamp": int(time.time() * 1000), "message": "somebody writes"}
            logs._put_log_events({**name, "logEvents": [event]})
        return others(data)

    logs._describe_log_streams = describe


def describe_made_stacks():
    """Lets a stack that a change set made say what its template says of it, as AWS does; ministack says nothing there."""
    from ministack.services import cloudformation
    from ministack.services.cloudformation import engine, handlers

    others = handlers._ACTION_HANDLERS["DescribeStacks"]

    def describe(params):
        for stack in cloudformation._stacks.values():
            if body := stack.get("_template_body"):
                stack["Description"] = engine._parse_template(body).get("Description", "")
        return others(params)

    handlers._ACTION_HANDLERS["DescribeStacks"] = describe


def answer_for_eks():
    """Puts what ministack's EKS lacks before it."""
    from ministack.services import eks

    others = eks._handle_request_sync

    def answer(method, path, headers, body, query):
        asked = re.fullmatch(r"/clusters/([A-Za-z0-9_-]+)/update-config", path)
        wanted = json.loads(body or "{}") if asked and method == "POST" else {}
        if logging := wanted.get("logging"):
            return update_logs(asked.group(1), logging["clusterLogging"])
        if "deletionProtection" in wanted:
            return update_protection(asked.group(1), wanted["deletionProtection"])
        return others(method, path, headers, body, query)

    eks._handle_request_sync = answer


# What ministack keeps beside resources: how often it was asked, whom, and what once was.
HISTORY = {
    "alarm_history", "aws_managed_attachment_counts", "caller_refs", "change_sets", "changes", "credential_reports",
    "default_initialized_scopes", "event_log", "events", "hc_caller_refs", "invocations", "log_records", "port_counter",
    "public_keys", "queries", "stack_events",
}


def state():
    """The names of all that there is: service, kind, account, region and identifier."""
    names = {"/".join(("inert", *name)) for name in MADE}
    for path, module in list(sys.modules.items()):
        service = path.removeprefix("ministack.services.")
        if service == path or not hasattr(module, "get_state"):
            continue
        for kind, store in (module.get_state() or {}).items():
            rows = getattr(store, "_data", store)
            if kind in HISTORY or not isinstance(rows, dict):
                continue
            names.update(f"{service}/{kind}/{text(key)}" for key, row in rows.items() if not is_gone(row))
    return sorted(names)


def is_gone(row):
    """A stack and a key are there for a while after they are gone."""
    status = row.get("StackStatus") or row.get("KeyState") if isinstance(row, dict) else None
    return status in ("DELETE_COMPLETE", "PendingDeletion")


def text(key):
    """A key of one of ministack's tables: often an account, a region and a name."""
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


KEPT = {}


def keep():
    """Keeps all that there is, in the form in which ministack would write it to a disk."""
    KEPT.clear()
    KEPT["inert"] = set(MADE)
    for path, module in list(sys.modules.items()):
        if path.startswith("ministack.services.") and hasattr(module, "load_persisted_state"):
            KEPT[path] = copy.deepcopy(module.get_state())


def restore():
    """Brings back what was kept."""
    for path, kept in KEPT.items():
        if path == "inert":
            MADE.update(kept)
        else:
            sys.modules[path].load_persisted_state(copy.deepcopy(kept))


def with_state(app):
    """Answers for the state before an ASGI application does."""
    answers = {"/state": state, "/state/keep": keep, "/state/restore": restore}

    async def answer(scope, receive, send):
        path = scope.get("path")
        if path == "/_ministack/reset":
            MADE.clear()
        if path not in answers:
            return await app(scope, receive, send)
        body = json.dumps(answers[path]()).encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer


def stop_with_the_parent():
    """Ends the process when standard input is closed."""

    def wait():
        while os.read(0, 1024):
            pass
        # Nothing is to be saved, and a request that is being answered has nobody left to read the answer.
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def main():
    faults, *cluster = sys.argv[1:]
    stop_with_the_parent()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    port = listener.getsockname()[1]
    # ministack writes addresses with its port into answers, and reads the port while it is imported.
    os.environ["GATEWAY_PORT"] = str(port)

    import asyncio

    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    register(pathlib.Path(faults))
    for address in cluster:
        lead_to(address)
    answer_for_eks()
    protect_clusters()
    describe_made_stacks()
    write_logs()
    allow_parameter_names()
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.loglevel = "WARNING"
    version = importlib.metadata.version("ministack")
    print(json.dumps({"port": port, "version": version, "inert": sorted(INERT)}), flush=True)
    # Nobody reads on: what is printed from here on belongs to the log.
    os.dup2(2, 1)
    asyncio.run(serve(with_state(app), config))


if __name__ == "__main__":
    main()
