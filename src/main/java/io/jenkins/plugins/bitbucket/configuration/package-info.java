/**
 * What an administrator sets once: where Bitbucket Cloud is, how long to wait for it, the default credentials.
 * Joins Jenkins' proxy settings to {@link io.jenkins.plugins.bitbucket.api}.
 */
package io.jenkins.plugins.bitbucket.configuration;
