// Calls Renovate's Bitbucket module directly for what Renovate rarely does: build statuses, comments and a merge.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const renovate = path.join(process.env.PEER_MODULES, 'renovate', 'dist');
const platform = require(path.join(renovate, 'modules/platform/bitbucket'));
const hostRules = require(path.join(renovate, 'util/host-rules'));
const git = require(path.join(renovate, 'util/git'));
const { GlobalConfig } = require(path.join(renovate, 'config/global'));
const httpCache = require(path.join(renovate, 'util/cache/repository/init'));

(async () => {
  fs.mkdirSync('clone');
  const login = { username: process.env.BITBUCKET_EMAIL, password: process.env.BITBUCKET_TOKEN };
  GlobalConfig.set({ localDir: `${process.cwd()}/clone`, cacheDir: `${process.cwd()}/cache`, platform: 'bitbucket' });
  hostRules.add({ hostType: 'bitbucket', matchHost: process.env.TLS_URL, ...login });
  await platform.initPlatform({ endpoint: process.env.TLS_URL, ...login });
  await httpCache.initRepoCache({ repository: 'acme/platform', repoFingerprint: 'none' });
  await platform.initRepo({ repository: 'acme/platform' });
  await git.syncGit();

  const opened = await platform.createPr({
    sourceBranch: 'feature', targetBranch: 'main', prTitle: 'A feature', prBody: 'By Renovate',
    platformPrOptions: { bbUseDefaultReviewers: false },
  });
  assert.equal(opened.state, 'open');
  await platform.updatePr({ number: opened.number, prTitle: 'A better feature', prBody: 'By Renovate, again' });

  await platform.setBranchStatus({
    branchName: 'feature', context: 'renovate/checks', description: 'All is well', state: 'green',
    url: 'https://ci.acme.example/2',
  });
  assert.equal(await platform.getBranchStatus('feature', true), 'green');
  assert.equal(await platform.getBranchStatusCheck('feature', 'renovate/checks'), 'green');

  await platform.ensureComment({ number: opened.number, topic: 'News', content: 'First' });
  await platform.ensureComment({ number: opened.number, topic: 'News', content: 'Second' });
  assert(await platform.ensureCommentRemoval({ type: 'by-topic', number: opened.number, topic: 'News' }) !== false);

  assert(await platform.mergePr({ branchName: 'feature', id: opened.number, strategy: 'squash' }));
  assert.equal((await platform.getPr(opened.number)).state, 'merged');
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
