# The demo of run-local.sh: two topics, two counselors and their passwords, made once. Sourced by run-local.sh, after stack.sh's owner.sh.
# shellcheck shell=bash disable=SC2154

admin() { bash "$here/stack.sh" admin "$place" "$@"; }

# First words of a listing.
names_of() { admin "$1" list | awk '{ print $1 }'; }

add_topic() {
    local slug=$1
    shift
    if names_of topic | grep -xF -- "$slug" >/dev/null; then return 0; fi
    admin topic add "$slug" "$@" >/dev/null
}

add_topics() {
    add_topic kinder-jugendliche --name-de "Kinder und Jugendliche" --name-en "Children and young people" --address du \
        --team-de "Team Kinder und Jugendliche" --team-en "Children and youth team" \
        --summary-de "Streit zu Hause, Stress in der Schule, Sorgen, die sonst niemand hören soll: Hier hört dir jemand zu, anonym und kostenlos." \
        --summary-en "Trouble at home, pressure at school, worries nobody else should hear: here somebody listens to you, anonymously and free of charge."
    add_topic schwangerschaft --name-de "Schwangerschaft" --name-en "Pregnancy" --address sie \
        --team-de "Team Schwangerschaft" --team-en "Pregnancy team" \
        --summary-de "Fragen rund um die Schwangerschaft, ob gewünscht, unerwartet oder schwierig: Wir beraten Sie anonym und kostenlos." \
        --summary-en "Questions about a pregnancy, whether hoped for, unexpected or difficult: we advise you anonymously and free of charge."
}

# 16 of 31 characters that cannot be mistaken for one another.
new_password() {
    local letters
    letters=$(head -c 1024 /dev/urandom | tr -dc 'a-hjkmnp-z2-9')
    printf '%s-%s-%s-%s' "${letters:0:4}" "${letters:4:4}" "${letters:8:4}" "${letters:12:4}"
}

# DIR/etc/demo-logins: a line "login password" each; the owner's, 0600. It is there before the counselors are, so that an
# interrupted first start is made whole by the next.
demo_logins() { as_owner cat "$home/etc/demo-logins"; }

# shellcheck disable=SC2016
add_counselors() {
    local login password topics
    if as_owner test ! -s "$home/etc/demo-logins"; then
        printf 'anna %s\nben %s\n' "$(new_password)" "$(new_password)" | as_owner sh -c 'cat >"$1.new" && mv "$1.new" "$1"' sh "$home/etc/demo-logins"
    fi
    while read -r login password; do
        if names_of counselor | grep -xF -- "$login" >/dev/null; then continue; fi
        topics=(--topic kinder-jugendliche)
        [ "$login" != anna ] || topics+=(--topic schwangerschaft)
        printf '%s\n' "$password" | admin counselor add "$login" "${topics[@]}" >/dev/null
    done < <(demo_logins)
}

print_links() {
    cat <<END

The live chat runs. All data is in $place.

  Start page   $site/
  Seekers      $site/kinder-jugendliche
               $site/schwangerschaft
  Counselors   $site/beratung
END
    demo_logins | sed 's/^\([^ ]*\) \(.*\)/               login \1, first password \2/'
    if [ "$scheme" = https ]; then printf '\nThe browser asks whether the certificate can be trusted: it was made here, for this machine alone.\n'; fi
    printf '\nCtrl-C stops everything. Below: the logs.\n\n'
}
