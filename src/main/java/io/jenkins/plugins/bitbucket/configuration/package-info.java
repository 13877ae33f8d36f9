/**
 * What an administrator sets once: where Bitbucket Cloud is, how long to wait for it, the default credentials. Joins
 * Jenkins' proxy settings and host keys to {@link io.jenkins.plugins.bitbucket.core.api}.
 */
package io.jenkins.plugins.bitbucket.configuration;
