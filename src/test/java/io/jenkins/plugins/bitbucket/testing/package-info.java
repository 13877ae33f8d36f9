/**
 * What many tests begin with: the company Acme, which has an account, a workspace and a repository.
 * Joins {@link io.jenkins.plugins.bitbucket.emulator} to the clients of {@link io.jenkins.plugins.bitbucket.api}.
 */
package io.jenkins.plugins.bitbucket.testing;
