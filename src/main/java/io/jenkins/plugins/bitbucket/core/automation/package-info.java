/**
 * What a release does on Bitbucket: create a branch, open a pull request. Each is a class with one method {@code run},
 * which is safe to repeat: what is there already is found, not made twice.
 * Asks Bitbucket through {@link io.jenkins.plugins.bitbucket.api} or {@link io.jenkins.plugins.bitbucket.git}; knows
 * nothing of Jenkins.
 */
package io.jenkins.plugins.bitbucket.core.automation;
