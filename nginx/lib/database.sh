# The stack's own MariaDB: new data, start, users and tables. Sourced by inside.sh.
# shellcheck shell=bash disable=SC2154

as_root_of_database() { mariadb --defaults-file="$dir/etc/db-root.cnf" --batch "$@"; }

# With a password, not by the system user's name (unix_socket): that name may be one of the program's own ("admin" on some systems),
# and whoever is this system user can read both the password and the data anyway.
make_data() {
    [ ! -d "$dir/data" ] || return 0
    rm -rf "$dir/data.new"
    # Two at once on one machine take the same names for temporary tables.
    mariadb-install-db --no-defaults --datadir="$dir/data.new" --tmpdir="$dir/tmp" --auth-root-authentication-method=normal --skip-test-db \
        --skip-name-resolve >"$dir/log/mariadb-install.log" 2>&1 || die "MariaDB cannot make its data: $(grep -iE "error|cannot|fail" "$dir/log/mariadb-install.log" | tail -n 3)"
    # Only whole data gets the name.
    mv "$dir/data.new" "$dir/data"
}

database_answers() { as_root_of_database -e 'SELECT 1'; }

start_database() {
    ! pid_of mariadb >/dev/null || return 0
    make_data
    launch mariadb mariadbd --defaults-file="$dir/etc/mariadb.cnf"
    wait_until 60 "$launched" database_answers || die "MariaDB does not start: $(last_line mariadb)"
}

# Harmless to repeat: so that an interrupted first start is made whole by the next, and the passwords are those in DIR/etc.
prepare_database() {
    local user
    as_root_of_database <"$root/sql/bootstrap.sql" >"$dir/log/bootstrap.log" 2>&1 ||
        die "sql/bootstrap.sql failed: $(last_line bootstrap)"
    for user in worker janitor migration admin; do
        cat <<END
CREATE USER IF NOT EXISTS '$user'@'localhost' IDENTIFIED BY '$(password_of "$user")';
ALTER USER '$user'@'localhost' IDENTIFIED BY '$(password_of "$user")';
GRANT 'caritas_$user' TO '$user'@'localhost';
SET DEFAULT ROLE 'caritas_$user' FOR '$user'@'localhost';
END
    done | as_root_of_database >"$dir/log/users.log" 2>&1 || die "making the database's users failed: $(last_line users)"
    "$root/bin/caritas-admin" --config "$dir/etc/migration.toml" migrate --sql "$root/sql" >"$dir/log/migrate.log" 2>&1 ||
        die "the migrations failed: $(last_line migrate)"
}
