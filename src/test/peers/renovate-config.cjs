// Renovate's global settings; those of the repository are in its renovate.json.
module.exports = {
  platform: 'bitbucket',
  endpoint: process.env.TLS_URL,
  username: process.env.BITBUCKET_EMAIL,
  password: process.env.BITBUCKET_TOKEN,
  repositories: ['acme/updates'],
  onboarding: false,
  requireConfig: 'required',
  persistRepoData: false,
  gitAuthor: 'Renovate <renovate@acme.example>',
};
