/**
 * The global configuration: the address of Bitbucket Cloud, timeouts, the default credentials. Connects Jenkins' proxy
 * settings and host keys to {@link io.jenkins.plugins.bitbucket.core.api}.
 */
package io.jenkins.plugins.bitbucket.configuration;
