# Uses git over SSH with OpenSSH and an account's key: clones, pushes a branch, fetches, and deletes the branch.
set -eu
export GIT_SSH_COMMAND="ssh -F none -i $SSH_KEY -o IdentitiesOnly=yes -o UserKnownHostsFile=$SSH_KNOWN_HOSTS -o StrictHostKeyChecking=yes"
git clone -q "$SSH_URL/acme/infra.git" clone
cd clone
git checkout -q -b peer/ssh
echo one >ssh.txt
git add ssh.txt
git commit -q -m "One"
git push -q origin HEAD
git fetch -q origin
test "$(git rev-parse origin/peer/ssh)" = "$(git rev-parse HEAD)"
git push -q origin --delete peer/ssh
