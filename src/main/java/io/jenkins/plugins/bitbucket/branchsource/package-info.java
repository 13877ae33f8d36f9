/**
 * What the Bitbucket Branch Source plugin gets, the credential type, and what it tells, the repository of a project; idle
 * where that plugin is not installed. Uses {@link io.jenkins.plugins.bitbucket.credentials} and
 * {@link io.jenkins.plugins.bitbucket.steps}.
 */
package io.jenkins.plugins.bitbucket.branchsource;
