/**
 * The Pipeline steps. They map parameters to the use cases of {@link io.jenkins.plugins.bitbucket.core.automation}, and
 * results to values, console lines and links on the build's page. They also determine the repository, branch and
 * credential of a build; there is no other logic.
 */
package io.jenkins.plugins.bitbucket.steps;
