/**
 * What a token or an SSH key may do: the reports behind Test Connection, and the scopes that they speak of.
 * Uses {@link io.jenkins.plugins.bitbucket.core.api} and {@link io.jenkins.plugins.bitbucket.core.git}.
 */
package io.jenkins.plugins.bitbucket.core.check;
