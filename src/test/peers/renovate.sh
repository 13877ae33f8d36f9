# Runs Renovate as its users do: it opens a pull request for a new tag, updates it for a newer one, and declines it when
# there is nothing left to update.
set -eu
# Each run starts without a cache of tags, and commits as the author by whom Renovate recognizes its own commits.
renovate() {
  env -u GIT_AUTHOR_NAME -u GIT_AUTHOR_EMAIL -u GIT_COMMITTER_NAME -u GIT_COMMITTER_EMAIL \
    RENOVATE_CONFIG_FILE="$PEERS/renovate-config.cjs" RENOVATE_BASE_DIR="$(mktemp -d "$PWD/run-XXXX")" LOG_LEVEL=error \
    NODE_OPTIONS="--require $PEERS/resolve.cjs" "$PEER_MODULES/.bin/renovate"
}
pull_requests() {
  curl --silent --fail --user "$BITBUCKET_EMAIL:$BITBUCKET_TOKEN" --get --data-urlencode "state=$1" \
    --data-urlencode 'fields=values.title' "$API_URL/repositories/acme/updates/pullrequests"
}
expect() {
  pull_requests "$1" | grep -qF "$2" || { echo "no pull request “$2” is $1: $(pull_requests "$1")" >&2; exit 1; }
}

git clone -q "$GIT_URL/acme/modules.git" modules
git -C modules tag v1.1.0
git -C modules push -q origin v1.1.0
renovate
expect OPEN v1.1.0

git -C modules tag v1.2.0
git -C modules push -q origin v1.2.0
renovate
expect OPEN v1.2.0

git clone -q "$GIT_URL/acme/updates.git" updates
cd updates
sed -i 's/v1.0.0/v1.2.0/' versions.txt
git commit -q -a -m "Update by hand"
git push -q origin HEAD
cd ..
renovate
expect DECLINED v1.2.0
