/**
 * What a token or an SSH key may do: the reports behind the tests of a connection, and the scopes that they speak of.
 * Asks Bitbucket through {@link io.jenkins.plugins.bitbucket.api} and {@link io.jenkins.plugins.bitbucket.git}; knows
 * nothing of Jenkins.
 */
package io.jenkins.plugins.bitbucket.core.check;
