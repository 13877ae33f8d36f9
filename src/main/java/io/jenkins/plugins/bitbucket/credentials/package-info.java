/**
 * The credential type “Bitbucket API Token with Email”, its form with Test Connection, its bindings, and the expiry
 * warnings. Uses {@link io.jenkins.plugins.bitbucket.core.check} to test a token, and the global configuration to reach
 * Bitbucket.
 */
package io.jenkins.plugins.bitbucket.credentials;
