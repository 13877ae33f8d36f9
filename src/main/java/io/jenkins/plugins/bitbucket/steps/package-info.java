/**
 * The Pipeline steps: they map parameters to the use cases of {@link io.jenkins.plugins.bitbucket.automation} and
 * results to values, console lines and links on the build's page, and hold no logic of their own.
 */
package io.jenkins.plugins.bitbucket.steps;
