/**
 * Tests of a token or an SSH key: the reports behind Test Connection, and the scopes that they check. Uses {@link
 * io.jenkins.plugins.bitbucket.core.api} and {@link io.jenkins.plugins.bitbucket.core.git}.
 */
package io.jenkins.plugins.bitbucket.core.check;
