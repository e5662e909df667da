#!/usr/bin/env bash
# One whole chat over HTTP, both sides: check-chat.sh URL TOPIC LOGIN, the first password on standard input. Nothing is sealed here, and
# the counselor chooses another password with keys that open nothing: only for accounts that are removed afterwards. Exit 0 or 1.
set -euo pipefail

url=$1
topic=$2
login=$3
IFS= read -r password
patience=20     # seconds for any piece of news
desk=$(mktemp -d)
waiter=
trap '[ -z "$waiter" ] || kill "$waiter" 2>/dev/null; rm -rf -- "$desk"' EXIT
trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
status=
answer=

pass() { printf '  ok      %s\n' "$*"; }
fail() { printf '  FAILED  %s (status %s, answer: %s)\n' "$*" "$status" "${answer:0:300}"; exit 1; }

# A field's first value; the answers are compact JSON.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$answer" | head -n 1; }

new_id() { random_hex 16; }

random_hex() { od -An -v -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

kdf() { openssl kdf -keylen "$1" "${@:2}" | tr -d ':\n' | tr 'A-F' 'a-f'; }

# derive PASSWORD SALT ROUNDS: what signs in (htdocs/js/crypto/FORMAT.md). The password stands in the list of processes for a moment.
derive() {
    local stretched
    stretched=$(kdf 64 -kdfopt digest:SHA512 -kdfopt "pass:$1" -kdfopt "hexsalt:$2" -kdfopt "iter:$3" PBKDF2)
    kdf 32 -kdfopt digest:SHA256 -kdfopt "hexkey:$stretched" -kdfopt "info:caritas sign-in 1" HKDF
}

in_base64() { printf '%s' "$1" | base64 -w 0; }

# call WHO METHOD PATH [TYPE]: body from $desk/WHO.body if there is a type. Sets status and answer.
call() {
    local out=$desk/$1.answer.$BASHPID
    local options=(-q --silent --ipv4 --noproxy '*' --max-time 70 --request "$2" --cookie "$desk/$1.cookies"
        --header "Origin: $url" --header "X-Requested-With: caritas" --header "Accept-Language: en"
        --output "$out" --write-out '%{http_code}')
    if [ $# = 4 ]; then options+=(--header "Content-Type: $4" --data-binary "@$desk/$1.body"); fi
    # Only these two set a cookie; a poll beside them must not write the same file.
    case $3 in seeker/enqueue | counselor/session) options+=(--cookie-jar "$desk/$1.cookies") ;; esac
    : >"$out"
    status=$(curl "${options[@]}" "$url/api/v1/$3") || true
    answer=$(cat "$out")
}

# post WHO PATH JSON EXPECTED-STATUS WHAT
post() {
    printf '%s' "$3" >"$desk/$1.body"
    call "$1" POST "$2" application/json
    [ "$status" = "$4" ] || fail "$5"
}

look() {
    call "$1" GET "$1/events"
    [ "$status" = 200 ] || fail "$1 looks for the first time"
    field cursor >"$desk/$1.cursor"
}

# Polls until an answer holds all the given texts.
poll_until() {
    local who=$1 text found end=$((SECONDS + patience))
    shift
    while [ "$SECONDS" -lt "$end" ]; do
        call "$who" GET "$who/events?after=$(cat "$desk/$who.cursor")"
        found=yes
        for text in "$@"; do [[ $answer == *"$text"* ]] || found=no; done
        [ "$found" = no ] || return 0
        [ "$status" = 200 ] || fail "$who waits for news"
        field cursor >"$desk/$who.cursor"
    done
    fail "$who waits for $*"
}

# expect_news WHO TEXT…: begins to wait; arrived: the news must have come.
expect_news() {
    poll_until "$@" &
    waiter=$!
}

arrived() {
    local pid=$waiter
    waiter=
    wait "$pid" || exit 1
    pass "$*"
}

# send WHO PATH TEXT: writes a line, and the same once more, which must store nothing.
send() {
    local first path
    path=$2/$(new_id)
    printf '%s' "$3" >"$desk/$1.body"
    call "$1" PUT "$path" application/octet-stream
    [ "$status" = 200 ] || fail "$1 writes"
    first=$(field seq)
    call "$1" PUT "$path" application/octet-stream
    if [ "$status" != 200 ] || [ "$(field seq)" != "$first" ]; then fail "$1 repeats a line"; fi
}

sign_in() {
    local salt rounds proof
    post counselor counselor/derivation "{\"login\":\"$login\"}" 200 "counselor asks how to derive"
    salt=$(field salt)
    rounds=$(field rounds)
    proof=$(derive "$password" "$salt" "$rounds")
    post counselor counselor/session "{\"login\":\"$login\",\"proof\":\"$proof\"}" 200 "counselor signs in"
    pass "counselor signs in"
    printf '{"current":"%s","new":{"salt":"%s","rounds":%s,"proof":"%s"},"keys":{"publicKey":"%s","sealedPrivateKey":"%s"}}' \
        "$proof" "$(random_hex 16)" "$rounds" "$(random_hex 32)" "$(random_hex 32)" "$(random_hex 76)" >"$desk/counselor.body"
    call counselor PUT counselor/password application/json
    [ "$status" = 200 ] || fail "counselor chooses a password"
    pass "counselor chooses a password"
}

meet() {
    local key keys
    key=$(random_hex 32)
    keys="{\"seekerKey\":\"$key\",\"forSeeker\":\"$(random_hex 80)\",\"forCounselor\":\"$(random_hex 80)\"}"
    sign_in
    look counselor
    post seeker seeker/enqueue "{\"topic\":\"$topic\",\"clientId\":\"$(new_id)\",\"publicKey\":\"$key\"}" 201 "seeker joins the queue"
    look seeker
    chat=$(sed -n 's/.*"id":"\([0-9a-f]\{32\}\)".*/\1/p' <<<"$answer")
    pass "seeker joins the queue as number $(field number)"
    poll_until counselor "\"id\":\"$chat\"" '"requests":'
    pass "counselor sees the request"
    expect_news seeker '"state":"accepted"'
    post counselor "counselor/requests/$chat/accept" "$keys" 200 "counselor accepts"
    arrived "counselor accepts, and the seeker learns it"
}

talk() {
    local line="Guten Tag! Grüße vom Probelauf."
    expect_news seeker "\"body\":\"$(in_base64 "$line")\""
    send counselor "counselor/chats/$chat/messages" "$line"
    arrived "counselor writes, and the seeker reads it"
    expect_news counselor '"state":"running"'
    post seeker seeker/begin '{}' 200 "seeker begins"
    arrived "seeker begins, and the counselor learns it"
    line="Hallo, danke! 👋"
    expect_news counselor "\"body\":\"$(in_base64 "$line")\""
    send seeker seeker/messages "$line"
    arrived "seeker writes, and the counselor reads it"
}

part() {
    expect_news seeker '"code":"session_ended"' '"reason":"counselor"'
    post counselor "counselor/chats/$chat/end" '{}' 200 "counselor ends the chat"
    arrived "counselor ends the chat, and the seeker's waiting call says so"
    printf 'too late' >"$desk/seeker.body"
    call seeker PUT "seeker/messages/$(new_id)" application/octet-stream
    if [ "$status" != 401 ] || [ "$(field code)" != session_ended ]; then fail "seeker is signed out"; fi
    pass "seeker is signed out: 401 session_ended"
    call counselor DELETE counselor/session
    [ "$status" = 200 ] || fail "counselor signs out"
    pass "counselor signs out"
}

meet
talk
part
