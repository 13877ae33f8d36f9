/**
 * One HTTP exchange with Bitbucket, limited in time and size: credentials, the request, the response, its errors. Uses
 * {@link io.jenkins.plugins.bitbucket.core.error} and {@link io.jenkins.plugins.bitbucket.core.retry}.
 */
package io.jenkins.plugins.bitbucket.core.http;
