/**
 * The integration with Bitbucket Branch Source: it receives the credential type, and provides the repository of a
 * project. Inactive if that plugin is not installed. Uses {@link io.jenkins.plugins.bitbucket.credentials} and {@link
 * io.jenkins.plugins.bitbucket.steps}.
 */
package io.jenkins.plugins.bitbucket.branchsource;
