#!/usr/bin/env bash
# Installs the Debian packages that are missing: `bash nginx/packages.sh run|test|bench`. Starts and changes no system service. Can be sourced.
set -euo pipefail

# dpkg wants these; "su" leaves them out.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
packages_self=$(readlink -f -- "${BASH_SOURCE[0]}")
policy_file=/usr/sbin/policy-rc.d
packages_lock=/run/lock/caritas-packages.lock
run_packages=(g++ cmake ninja-build pkg-config libfcgi-dev libcgicc-dev libmariadb-dev libjsoncpp-dev libssl-dev openssl libsodium-dev
    libspdlog-dev libcli11-dev libtomlplusplus-dev nodejs npm nginx-light mariadb-server mariadb-client curl)
test_packages=(libcppunit-dev chromium chromium-headless-shell firefox-esr mariadb-backup fonts-dejavu-core fonts-liberation fonts-noto-color-emoji
    libimage-exiftool-perl libjpeg-turbo-progs webkit2gtk-driver xvfb
    clang libclang-rt-dev clang-format clang-tidy shellcheck)
# What the benchmarks compare with (tests/bench.sh).
bench_packages=(libnginx-mod-nchan)
# What these install is a service as well; it must not come up by itself at the next boot either.
services_of_ours=(nginx mariadb)
policy_text='#!/bin/sh
# Temporary, of packages.sh: nothing is started while it installs.
exit 101'

packages_die() { printf 'packages.sh: %s\n' "$*" >&2; exit 1; }

package_is_there() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

has_program() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }

node_is_new_enough() { [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 18' 2>/dev/null)" = true ]; }

# True if there is no need for the package: it is installed, or another source of the same program is.
package_is_met() {
    case $1 in
        nginx-light) has_program nginx ;;
        nodejs) node_is_new_enough ;;
        npm) has_program npm ;;
        *) false ;;
    esac || package_is_there "$1"
}

# Prints the missing packages of a list, one a line.
missing_packages() {
    local package wanted=("${run_packages[@]}")
    case $1 in
        run) ;;
        test) wanted+=("${test_packages[@]}") ;;
        bench) wanted+=("${test_packages[@]}" "${bench_packages[@]}") ;;
        *) packages_die "usage: packages.sh run|test|bench" ;;
    esac
    for package in "${wanted[@]}"; do
        package_is_met "$package" || printf '%s\n' "$package"
    done
}

# Known by its content: so it is found whenever a signal came, and after a run that was killed. The lock is held here.
policy_is_ours() { [ "$(cat -- "$policy_file" 2>/dev/null)" = "$policy_text" ]; }

# Debian's maintainer scripts ask this file whether a service may be started; 101 means no.
forbid_service_starts() {
    local answer=0
    policy_is_ours && return 0
    if [ -e "$policy_file" ] || [ -L "$policy_file" ]; then
        # Somebody's rule stays as it is. It is asked, not replaced.
        "$policy_file" mariadb start >/dev/null 2>&1 || answer=$?
        [ "$answer" = 101 ] || packages_die "$policy_file is there and lets services start: please install these packages yourself: $*"
        return 0
    fi
    # set -C: only if it is still not there.
    (umask 022 && set -C && printf '%s\n' "$policy_text" >"$policy_file" && chmod 755 "$policy_file") ||
        packages_die "cannot write $policy_file; missing packages: $*"
}

allow_service_starts() {
    if policy_is_ours; then rm -f -- "$policy_file"; fi
}

service_is_known() { [ -e "/lib/systemd/system/$1.service" ] || [ -e "/etc/systemd/system/$1.service" ]; }

# Installs as root. Runs wait for one another; whoever waited looks again.
install_as_root() {
    local list=$1 service lock
    local missing=() news=()
    exec {lock}>"$packages_lock"
    if ! flock -n "$lock"; then
        echo "packages.sh: waits for another installation to end"
        flock "$lock"
    fi
    mapfile -t missing < <(missing_packages "$list")
    [ "${#missing[@]}" -gt 0 ] || return 0
    for service in "${services_of_ours[@]}"; do
        service_is_known "$service" || news+=("$service")
    done
    trap allow_service_starts EXIT
    trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
    forbid_service_starts "${missing[@]}"
    echo "packages.sh: installs ${missing[*]}"
    run_apt "${missing[@]}" || packages_die "the installation failed (reason above); missing packages: ${missing[*]}"
    keep_services_down "${news[@]}"
    allow_service_starts
    trap - EXIT HUP INT TERM
}

# --no-remove: nothing that is there gives way to ours. apt's own lock is waited for.
run_apt() {
    local options=(-qq -o DPkg::Lock::Timeout=300)
    export DEBIAN_FRONTEND=noninteractive
    # A list that could not be refreshed may still do.
    apt-get "${options[@]}" update || true
    apt-get "${options[@]}" install -y --no-install-recommends --no-remove "$@" </dev/null >/dev/null
}

keep_services_down() {
    local service
    has_program systemctl || return 0
    for service in "$@"; do
        service_is_known "$service" || continue
        systemctl --quiet --no-reload disable "$service.service" >/dev/null 2>&1 || true
    done
}

# Installs what is missing of list "run", "test" or "bench".
install_packages() {
    local list missing=()
    list=$(missing_packages "$1")
    [ -n "$list" ] || return 0
    mapfile -t missing <<<"$list"
    if [ "$(id -u)" = 0 ]; then
        # In a shell of its own: its traps are not the caller's.
        (install_as_root "$1")
    elif has_program sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo bash "$packages_self" "$1" ||
            packages_die "could not install with sudo; missing packages: ${missing[*]}"
    else
        packages_die "no right to install (neither root nor sudo); missing packages: ${missing[*]}"
    fi
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    case ${1-} in
        run | test | bench) [ $# = 1 ] || packages_die "usage: packages.sh run|test|bench" ;;
        *) packages_die "usage: packages.sh run|test|bench" ;;
    esac
    # Traps wait for the command at work, so that its end is clean before ours.
    trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
    install_packages "$1"
fi
