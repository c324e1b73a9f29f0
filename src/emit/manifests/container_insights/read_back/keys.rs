//! The settings that sections and plugins have, in lower case. Source: Fluent Bit documentation, service section, buffering,
//! parsers, and the pages of each plugin, as of 2026-11.

/// Whether a section of this kind, of this plugin, has the setting.
pub(super) fn has(kind: &str, plugin: &str, key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let lists = [of_kind(kind), of_plugin(kind, plugin)];
    lists
        .iter()
        .any(|list| list.split_whitespace().any(|known| known == key))
}

fn of_kind(kind: &str) -> &'static str {
    match kind {
        "SERVICE" => {
            "flush grace daemon log_file log_level parsers_file plugins_file streams_file hot_reload http_server \
             http_listen http_port health_check storage.path storage.sync storage.checksum storage.max_chunks_up \
             storage.backlog.mem_limit storage.metrics storage.delete_irrecoverable_chunks scheduler.cap scheduler.base"
        }
        "PARSER" => {
            "name format regex time_key time_format time_keep time_offset time_strict types decode_field \
             decode_field_as skip_empty_values"
        }
        "INPUT" => "name tag alias log_level mem_buf_limit storage.type threaded",
        "FILTER" => "name match match_regex alias log_level",
        "OUTPUT" => "name match match_regex alias log_level retry_limit workers storage.total_limit_size",
        _ => "",
    }
}

fn of_plugin(kind: &str, plugin: &str) -> &'static str {
    match (kind, plugin) {
        ("INPUT", "tail") => {
            "path path_key exclude_path offset_key key parser multiline.parser tag_regex buffer_chunk_size \
             buffer_max_size read_from_head refresh_interval rotate_wait ignore_older skip_long_lines skip_empty_lines \
             db db.sync db.locking db.journal_mode exit_on_eof inotify_watcher static_batch_size"
        }
        ("INPUT", "systemd") => {
            "path max_fields max_entries systemd_filter systemd_filter_type db db.sync read_from_tail lowercase \
             strip_underscores"
        }
        ("FILTER", "kubernetes") => {
            "buffer_size kube_url kube_ca_file kube_ca_path kube_token_file kube_tag_prefix kube_meta_cache_ttl \
             kube_token_ttl merge_log merge_log_key merge_log_trim merge_parser keep_log use_journal regex_parser \
             k8s-logging.parser k8s-logging.exclude labels annotations dns_retries dns_wait_time use_kubelet \
             kubelet_port kubelet_host use_tag_for_meta"
        }
        ("FILTER", "modify") => {
            "set add remove remove_wildcard remove_regex rename hard_rename copy hard_copy move_to_start move_to_end \
             condition"
        }
        ("FILTER", "grep") => "regex exclude logical_op",
        ("FILTER", "aws") => {
            "imds_version az ec2_instance_id ec2_instance_type private_ip ami_id account_id hostname vpc_id tags_enabled"
        }
        ("OUTPUT", "cloudwatch_logs") => {
            "region log_group_name log_group_template log_group_class log_stream_name log_stream_prefix \
             log_stream_template log_key log_format log_retention_days role_arn external_id auto_create_group endpoint \
             sts_endpoint metric_namespace metric_dimensions auto_retry_requests extra_user_agent profile"
        }
        _ => "",
    }
}
