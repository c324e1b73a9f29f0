//! The table of rules. One file and one page for each.

use super::{Page, Rule};
use crate::diag::{Code, Severity};

macro_rules! rules {
    ($($module:ident: $number:literal $severity:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every rule, by code.
        pub const RULES: &[Rule] = &[
            $(Rule {
                code: Code($number),
                severity: Severity::$severity,
                page: Page(include_str!(concat!(stringify!($module), ".md"))),
                run: $module::run,
            }),*
        ];
    };
}

rules! {
    eks1001_instance_type_not_offered_in_zone: 1001 Error,
    eks1002_unknown_instance_type: 1002 Error,
    eks1003_amazon_linux_2_is_over: 1003 Error,
    eks1004_zone_cannot_be_checked: 1004 Error,
    eks1005_node_group_size_out_of_order: 1005 Error,
    eks1006_field_beyond_eksctl_shape: 1006 Error,
    eks1007_karpenter_has_no_place: 1007 Error,
    eks1008_zone_without_subnet: 1008 Error,
    eks1009_too_few_zones_or_one_twice: 1009 Error,
    eks1010_no_instance_type: 1010 Error,
    eks1011_instance_types_do_not_fit_one_image: 1011 Error,
    eks1012_karpenter_pool_cannot_start_machine: 1012 Error,
    eks1013_max_pods_out_of_range: 1013 Error,
    eks1014_cluster_name_unfit_for_stack: 1014 Error,
    eks1015_unknown_zone_id: 1015 Error,
    eks1016_coredns_has_no_place: 1016 Error,
    eks2001_subnets_overlap: 2001 Error,
    eks2002_certificate_out_of_reach: 2002 Error,
    eks2003_unknown_ingress_group: 2003 Error,
    eks2004_certificate_in_stack: 2004 Warning,
    eks2005_new_network_in_existing_vpc: 2005 Error,
    eks2006_nobody_can_reach_api: 2006 Warning,
    eks2007_address_range_out_of_bounds: 2007 Error,
    eks2008_no_api_endpoint: 2008 Error,
    eks2009_bastion_address_cannot_be_had: 2009 Error,
    eks2010_subnets_and_zones_disagree: 2010 Error,
    eks2011_load_balancer_name_taken_twice: 2011 Error,
    eks2012_nodes_cannot_reach_api: 2012 Error,
    eks2014_private_nodes_without_way_out: 2014 Error,
    eks2015_subnet_or_zone_is_written_twice: 2015 Error,
    eks2030_load_balancer_controller_is_not_installed: 2030 Error,
    eks2031_nobody_writes_dns_records: 2031 Advice,
    eks2032_host_is_published_twice: 2032 Error,
    eks2033_certificate_does_not_cover_host: 2033 Error,
    eks2034_certificate_name_outside_zone: 2034 Error,
    eks2035_many_names_on_certificate: 2035 Warning,
    eks2036_domain_is_too_long_for_certificate: 2036 Error,
    eks2037_page_without_login_is_open_to_internet: 2037 Warning,
    eks2038_unknown_tls_policy: 2038 Warning,
    eks2039_inbound_ranges_contradict_scheme: 2039 Warning,
    eks2040_load_balancer_lacks_second_zone: 2040 Error,
    eks2041_annotation_contradicts_ingress_group: 2041 Error,
    eks2042_wildcard_in_path_of_type_prefix: 2042 Error,
    eks2043_grafana_ignores_paths: 2043 Warning,
    eks2044_tls_policy_speaks_old_versions: 2044 Advice,
    eks3001_unknown_secret: 3001 Error,
    eks3002_node_policies_in_native_shape: 3002 Error,
    eks3003_secret_in_another_namespace: 3003 Error,
    eks3004_secret_in_environment: 3004 Error,
    eks3005_nobody_is_administrator: 3005 Error,
    eks3006_tag_that_aws_refuses: 3006 Error,
    eks3007_principal_has_two_entries: 3007 Error,
    eks3008_arn_of_another_place: 3008 Error,
    eks4001_filter_before_its_value: 4001 Error,
    eks4020_container_insights_twice: 4020 Error,
    eks4021_container_insights_reads_empty_files: 4021 Warning,
    eks4022_container_insights_without_its_add_on: 4022 Error,
    eks4023_nodes_may_not_write_logs: 4023 Error,
    eks5001_retention_does_not_fit_volume: 5001 Error,
    eks5002_unknown_receiver: 5002 Error,
    eks5003_no_replicas: 5003 Error,
    eks6001_unknown_storage_class: 6001 Error,
    eks6002_two_default_storage_classes: 6002 Error,
    eks6003_storage_class_without_its_driver: 6003 Error,
    eks6004_volume_size_out_of_range: 6004 Error,
    eks7001_kubernetes_version_out_of_support: 7001 Warning,
    eks7002_chart_pin_and_feature_disagree: 7002 Error,
    eks7003_host_port_9100_taken_twice: 7003 Error,
    eks7004_extra_value_has_field: 7004 Error,
    eks7005_number_too_large_for_helm: 7005 Error,
    eks7006_networking_is_not_installed: 7006 Error,
    eks7007_node_agent_does_not_fit: 7007 Error,
    eks8002_template_does_not_fit_into_one_call: 8002 Warning,
    eks8010_weaker_than_its_reference: 8010 Error,
}
