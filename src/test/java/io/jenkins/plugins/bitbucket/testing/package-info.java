/**
 * The common set-up of tests: the company Acme with an account, a workspace and a repository. Connects {@link
 * io.jenkins.plugins.bitbucket.emulator} to the clients of {@link io.jenkins.plugins.bitbucket.api}.
 */
package io.jenkins.plugins.bitbucket.testing;
