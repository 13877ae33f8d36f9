/**
 * The Pipeline steps: they map parameters to the use cases of {@link io.jenkins.plugins.bitbucket.core.automation}, and
 * results to values, console lines and links on the build's page. Where a build says by itself which repository, branch
 * and credential it means is found out here; there is no other logic.
 */
package io.jenkins.plugins.bitbucket.steps;
