# Uses git over HTTP with an API token: clones, pushes a branch and a tag, force-pushes the branch, and deletes both.
set -eu
git clone -q "$GIT_URL/acme/infra.git" clone
cd clone
git checkout -q -b peer/git
echo one >git.txt
git add git.txt
git commit -q -m "One"
git push -q origin HEAD
git tag peer-1
git push -q origin peer-1
git commit -q --amend -m "One, reworded"
git push -q --force-with-lease origin HEAD
test "$(git ls-remote origin refs/heads/peer/git | cut -f 1)" = "$(git rev-parse HEAD)"
git push -q origin --delete peer/git
git push -q origin --delete peer-1
test -z "$(git ls-remote origin 'refs/heads/peer/*' 'refs/tags/peer-1')"
if git push -q origin --delete main 2>refused; then
  echo "the main branch could be deleted" >&2
  exit 1
fi
