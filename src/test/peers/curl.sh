# Sends the requests of a typical shell script with curl.
set -eu
repository=$API_URL/repositories/acme/infra
bitbucket() {
  curl --silent --show-error --fail-with-body --user "$BITBUCKET_EMAIL:$BITBUCKET_TOKEN" "$@"
}
bitbucket "$repository" | grep -q '"full_name": *"acme/infra"'
bitbucket --json '{"name": "peer/curl", "target": {"hash": "main"}}' "$repository/refs/branches" >/dev/null
bitbucket --form "curl.txt=@$0" --form message="Add a script" --form branch=peer/curl "$repository/src" >/dev/null
if bitbucket "$repository/src/peer%2Fcurl/curl.txt" >/dev/null 2>&1; then
  echo "an escaped slash in a branch name was accepted" >&2
  exit 1
fi
commit=$(bitbucket "$repository/refs/branches/peer%2Fcurl?fields=target.hash" | sed -n 's/.*"hash": *"\([0-9a-f]\{40\}\)".*/\1/p')
bitbucket "$repository/src/$commit/curl.txt" | cmp - "$0"
bitbucket --json '{"title": "A script", "source": {"branch": {"name": "peer/curl"}}}' "$repository/pullrequests" \
  | grep -q '"state": *"OPEN"'
bitbucket --get --data-urlencode 'q=source.branch.name = "peer/curl"' "$repository/pullrequests" | grep -q '"size": *1'
status=$(curl --silent --output answer --write-out '%{http_code}' --user "$BITBUCKET_EMAIL:wrong" "$repository")
test "$status" = 401
