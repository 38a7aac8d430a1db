server {
    listen 8321 default_server;
    proxy_buffering off;
    location ~ /api/.*/logs.*/follow {
        {{- if not .ssl }}
        proxy_pass http://home:{{ .port }};
        {{- end }}
    }
}
