# A self-signed certificate for https://localhost. Sourced by inside.sh.
# shellcheck shell=bash disable=SC2154

# Kept, so that a browser asks once; replaced a week before it expires. Browsers refuse certificates of more than 825 days.
make_certificate() {
    local file=$dir/etc/tls
    if [ -s "$file.pem" ] && openssl x509 -in "$file.pem" -noout -checkend 604800 >/dev/null; then return 0; fi
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 365 -subj "/CN=localhost" \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -addext "basicConstraints=critical,CA:FALSE" \
        -addext "keyUsage=critical,digitalSignature" -addext "extendedKeyUsage=serverAuth" \
        -keyout "$file.key" -out "$file.pem.new" 2>"$dir/log/openssl.log" || die "no certificate could be made: $(last_line openssl)"
    mv "$file.pem.new" "$file.pem"
}

# What nginx's listen directive needs for it.
tls_options() { [ "$scheme" = http ] || echo " ssl http2"; }

# Lines for nginx's server { }. tls_settings PORT
tls_settings() {
    [ "$scheme" = https ] || return 0
    cat <<END

    ssl_certificate "$dir/etc/tls.pem";
    ssl_certificate_key "$dir/etc/tls.key";
    ssl_session_tickets off;
    # Who calls without TLS is led to it.
    error_page 497 =301 https://localhost:$1\$request_uri;
END
}
