// Uses the npm client `bitbucket` from creating a branch to merging its pull request.
const { Bitbucket } = require('bitbucket');
const assert = require('node:assert');

const client = new Bitbucket({
  baseUrl: process.env.API_URL,
  auth: { username: process.env.BITBUCKET_EMAIL, password: process.env.BITBUCKET_TOKEN },
  notice: false,
});
const acme = { workspace: 'acme', repo_slug: 'infra' };

(async () => {
  const all = await client.repositories.list({ workspace: 'acme' });
  assert(all.data.values.some((repository) => repository.full_name === 'acme/infra'));

  await client.refs.createBranch({ ...acme, _body: { name: 'peer-client', target: { hash: 'main' } } });
  const form = { 'client.txt': 'by the client\n', message: 'Add a file', branch: 'peer-client' };
  await client.source.createFileCommit({ ...acme, _body: form });
  const branch = (await client.refs.getBranch({ ...acme, name: 'peer-client' })).data;
  const commit = branch.target.hash;
  const file = await client.source.read({ ...acme, commit, path: 'client.txt' });
  assert.equal(file.data, 'by the client\n');

  const opened = (await client.pullrequests.create({
    ...acme, _body: { title: 'By the client', source: { branch: { name: 'peer-client' } } },
  })).data;
  const pull = { ...acme, pull_request_id: opened.id };
  await client.commitstatuses.createBuildStatus({
    ...acme, commit, _body: { key: 'peer', state: 'SUCCESSFUL', url: 'https://ci.acme.example/1' },
  });
  const statuses = (await client.pullrequests.listStatuses(pull)).data.values;
  assert.deepEqual(statuses.map((status) => [status.key, status.state]), [['peer', 'SUCCESSFUL']]);

  await client.pullrequests.createComment({ ...pull, _body: { content: { raw: 'Looks good.' } } });
  const comments = (await client.pullrequests.listComments(pull)).data.values;
  assert.deepEqual(comments.map((comment) => comment.content.raw), ['Looks good.']);

  const diffstat = (await client.pullrequests.getDiffStat(pull)).data.values;
  assert.deepEqual(diffstat.map((entry) => entry.new.path), ['client.txt']);

  await client.pullrequests.createApproval(pull);
  const merged = (await client.pullrequests.merge({ ...pull, _body: { type: 'pullrequest', close_source_branch: true } })).data;
  assert.equal(merged.state, 'MERGED');
  await assert.rejects(client.refs.getBranch({ ...acme, name: 'peer-client' }), { status: 404 });
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
