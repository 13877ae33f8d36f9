/**
 * The page “Bitbucket credentials” of Manage Jenkins: it lists the API tokens, tests them, and converts app passwords.
 * Uses {@link io.jenkins.plugins.bitbucket.credentials} to test a token, and the stores of Jenkins.
 */
package io.jenkins.plugins.bitbucket.migration;
