/**
 * The directives that are understood, by what their arguments may name. http://nginx.org/en/docs/dirindex.html, and the tables of
 * commands in nginx's source from 1.14 to 1.31.5, which has every directive that is not documented as well.
 */

/** Every directive of the versions up to this one is here, in `NEVER`, or handled elsewhere. */
export const NEWEST_READ = '1.31.5'

/** `proxy_…`, `fastcgi_…` and so on. */
const PROTOCOLS = 'proxy fastcgi uwsgi scgi grpc memcached'.split(' ')

/** Flags, numbers, sizes, times and keywords: nginx takes nothing else, and refuses what it does not know. */
const WORDS = new Set(
  `absolute_redirect accept_mutex accept_mutex_delay acceptex_read add_header_inherit add_trailer_inherit aio aio_write
  ancient_browser_value autoindex autoindex_exact_size autoindex_format autoindex_localtime break chunked_transfer_encoding
  client_body_buffer_size client_body_in_file_only client_body_in_single_buffer client_body_timeout client_header_buffer_size
  client_header_timeout client_max_body_size connection_pool_size degradation degrade devpoll_changes devpoll_events directio
  directio_alignment disable_symlinks empty_gif epoll_events etag eventport_events flv geoip_proxy_recursive gunzip gunzip_buffers
  gzip gzip_buffers gzip_comp_level gzip_hash gzip_http_version gzip_min_length gzip_no_buffer gzip_proxied gzip_static gzip_vary
  gzip_window http2 http2_body_preread_size http2_chunk_size http2_idle_timeout http2_max_concurrent_pushes
  http2_max_concurrent_streams http2_max_field_size http2_max_header_size http2_max_requests http2_pool_size http2_push_preload
  http2_recv_buffer_size http2_recv_timeout http2_streams_index_size http3 http3_hq http3_max_concurrent_streams
  http3_stream_buffer_size if_modified_since ignore_invalid_headers image_filter_buffer image_filter_interlace
  image_filter_transparency internal iocp_threads ip_hash keepalive keepalive_disable keepalive_min_timeout keepalive_requests
  keepalive_time keepalive_timeout kqueue_changes kqueue_events large_client_header_buffers least_conn least_time
  limit_conn_dry_run limit_conn_log_level limit_conn_status limit_req_dry_run limit_req_log_level limit_req_status lingering_close
  lingering_time lingering_timeout log_not_found log_subrequest map_hash_bucket_size map_hash_max_size max_headers max_ranges
  merge_slashes mirror_request_body modern_browser modern_browser_value mp4 mp4_buffer_size mp4_max_buffer_size mp4_start_key_frame msie_padding
  msie_refresh multi_accept open_file_cache open_file_cache_errors open_file_cache_events open_file_cache_min_uses
  open_file_cache_valid open_log_file_cache output_buffers override_charset pcre_jit port_in_redirect post_acceptex
  postpone_gzipping postpone_output quic_active_connection_id_limit quic_gso quic_retry random random_index read_ahead
  real_ip_recursive recursive_error_pages referer_hash_bucket_size referer_hash_max_size request_pool_size
  reset_timedout_connection resolver_timeout satisfy send_lowat send_timeout sendfile sendfile_max_chunk
  server_name_in_redirect server_names_hash_bucket_size server_names_hash_max_size server_tokens slice ssi
  ssi_ignore_recycled_buffers ssi_last_modified ssi_min_file_chunk ssi_silent_errors ssi_value_length ssl_buffer_size
  ssl_certificate_cache ssl_certificate_compression ssl_early_data ssl_ecdh_curve ssl_object_cache_inheritable
  ssl_prefer_server_ciphers ssl_protocols ssl_reject_handshake ssl_session_cache ssl_session_tickets ssl_session_timeout
  ssl_verify_depth stub_status sub_filter_last_modified sub_filter_once subrequest_output_buffer_size tcp_nodelay tcp_nopush
  thread_pool timer_resolution types_hash_bucket_size types_hash_max_size underscores_in_headers uninitialized_variable_warn use
  userid userid_expires userid_flags userid_mark userid_service variables_hash_bucket_size variables_hash_max_size
  worker_aio_requests worker_connections worker_cpu_affinity worker_processes worker_rlimit_nofile worker_shutdown_timeout
  xml_external_entities xslt_last_modified zone
  brotli brotli_buffers brotli_comp_level brotli_min_length brotli_static brotli_window echo_end echo_flush
  echo_read_request_body echo_request_body echo_reset_timer echo_sleep echo_status fair subs_buffers subs_line_buffer_size
  fancyindex fancyindex_default_sort fancyindex_exact_size fancyindex_localtime fancyindex_name_length keyval_zone
  upstream_fair_shm_size zstd zstd_buffers zstd_comp_level zstd_min_length zstd_static`.split(/\s+/),
)
const WORDS_OF_EACH =
  `allow_upstream_1xx buffer_size buffering buffers busy_buffers_size cache_background_update cache_convert_head cache_lock
  cache_lock_age cache_lock_timeout cache_max_range_offset cache_methods cache_min_uses cache_revalidate cache_use_stale
  cache_valid connect_timeout force_ranges gzip_flag headers_hash_bucket_size headers_hash_max_size http_version
  ignore_client_abort ignore_headers intercept_errors keep_conn max_temp_file_size modifier1 modifier2 next_upstream
  next_upstream_timeout next_upstream_tries pass_request_body pass_request_headers pass_trailers read_timeout request_buffering
  request_dynamic send_lowat send_timeout socket_keepalive socket_rcvbuf socket_sndbuf ssl_certificate_cache ssl_protocols
  ssl_server_name ssl_session_reuse ssl_verify_depth temp_file_write_size`.split(/\s+/)

/** Arguments that are URIs, header fields, conditions, names or texts, never files: any word passes, with variables. */
const TEXT = new Set(
  `server location if limit_except upstream rewrite return set map geo split_clients types charset_map http events server_name
  add_header add_trailer error_page try_files index log_format sub_filter sub_filter_types expires valid_referers limit_req_zone
  limit_conn_zone limit_req limit_conn limit_rate limit_rate_after hash sticky real_ip_header post_action userid_name userid_path
  userid_domain userid_p3p ssi_types charset charset_types source_charset default_type gzip_types gzip_disable add_before_body
  add_after_body addition_types image_filter image_filter_jpeg_quality image_filter_sharpen image_filter_webp_quality secure_link
  secure_link_md5 secure_link_secret http2_push early_hints client_body_early_read geoip_proxy ancient_browser ssl_ciphers
  xslt_param xslt_string_param xslt_types max_errors match health_check keyval status_zone internal_redirect mp4_limit_rate
  mp4_limit_rate_after
  subs_filter subs_filter_types subs_filter_bypass brotli_types zstd_types more_set_headers more_clear_headers
  more_set_input_headers more_clear_input_headers echo echo_before_body echo_after_body echo_location echo_location_async
  echo_exec echo_foreach_split nchan_subscriber nchan_publisher nchan_pubsub nchan_channel_id nchan_channel_id_split_delimiter
  nchan_subscriber_channel_id nchan_publisher_channel_id nchan_message_buffer_length nchan_message_timeout nchan_store_messages
  nchan_subscriber_first_message nchan_subscriber_timeout nchan_eventsource_ping_interval nchan_eventsource_ping_comment
  nchan_eventsource_event nchan_authorize_request nchan_publisher_upstream_request nchan_channel_group
  nchan_allow_origin`.split(/\s+/),
)
const TEXT_OF_EACH =
  `cache cache_bypass cache_key cache_purge catch_stderr cookie_domain cookie_flags cookie_path hide_header index limit_rate method
  no_cache param pass_header redirect set_body set_header split_path_info ssl_ciphers ssl_name string`.split(/\s+/)

for (const protocol of PROTOCOLS) {
  for (const suffix of WORDS_OF_EACH) WORDS.add(`${protocol}_${suffix}`)
  for (const suffix of TEXT_OF_EACH) TEXT.add(`${protocol}_${suffix}`)
}
// Of HTTP/2's predecessor, in old versions.
for (const suffix of 'chunk_size headers_comp keepalive_timeout max_concurrent_streams pool_size recv_buffer_size recv_timeout streams_index_size'.split(
  ' ',
))
  WORDS.add(`spdy_${suffix}`)

/** Directives that other parts of this folder put right or take out, whatever they name; `settled.ts` has what may be left. */
const PUT_RIGHT =
  /^(include|listen|root|alias|access_log|error_log|rewrite_log|load_module|pid|lock_file|user|working_directory|daemon|master_process|mirror|allow|deny|set_real_ip_from|auth_\w+|ssl|ssl_(engine|certificate|certificate_key|dhparam|(trusted|client)_certificate|crl|password_file|session_ticket_key|verify_client)|ssl_(stapling|ocsp)\w*|(proxy|grpc|uwsgi)_ssl_(certificate|certificate_key|trusted_certificate|crl|password_file|verify)|(client_body|proxy|fastcgi|uwsgi|scgi)_temp_path|(proxy|fastcgi|uwsgi|scgi)_cache_path|(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass|(ssl|(proxy|grpc|uwsgi)_ssl)_conf_command)$/

export type Kind = 'words' | 'text' | 'put-right'

/** Undefined for a directive that is not understood. */
export function kindOf(name: string): Kind | undefined {
  if (PUT_RIGHT.test(name)) return 'put-right'
  if (WORDS.has(name)) return 'words'
  return TEXT.has(name) ? 'text' : undefined
}

/** The usual ones of those that patterns describe, here and in `never.ts`. */
const BY_PATTERN =
  `include listen root alias access_log error_log load_module pid user allow deny set_real_ip_from auth_basic
  auth_basic_user_file auth_request auth_request_set resolver mirror ssl ssl_certificate ssl_certificate_key ssl_dhparam
  ssl_trusted_certificate ssl_client_certificate ssl_verify_client ssl_stapling ssl_stapling_verify proxy_ssl_verify
  proxy_ssl_trusted_certificate proxy_ssl_certificate proxy_ssl_certificate_key proxy_temp_path proxy_cache_path
  client_body_temp_path proxy_bind proxy_store`.split(/\s+/)

/** Every directive that is known by name. */
export const directiveNames: readonly string[] = [
  ...new Set([...WORDS, ...TEXT, ...PROTOCOLS.map((protocol) => `${protocol}_pass`), ...BY_PATTERN]),
]
