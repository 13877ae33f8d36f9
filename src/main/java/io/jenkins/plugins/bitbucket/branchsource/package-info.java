/**
 * What the Bitbucket Branch Source plugin needs to use the credential type; idle where that plugin is not installed.
 * Uses {@link io.jenkins.plugins.bitbucket.credentials}, and nothing else of this plugin.
 */
package io.jenkins.plugins.bitbucket.branchsource;
