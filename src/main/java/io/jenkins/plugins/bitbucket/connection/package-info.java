/**
 * What a token may do: the report behind Test Connection, and the scopes that it speaks of.
 * Asks Bitbucket through {@link io.jenkins.plugins.bitbucket.api}; knows nothing of Jenkins.
 */
package io.jenkins.plugins.bitbucket.connection;
