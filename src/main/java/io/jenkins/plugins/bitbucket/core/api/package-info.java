/**
 * Bitbucket Cloud's REST API 2.0 as Java: clients, and the records that they return. Every call is a future.
 * Uses {@link io.jenkins.plugins.bitbucket.core.http} and {@link io.jenkins.plugins.bitbucket.core.retry}.
 */
package io.jenkins.plugins.bitbucket.core.api;
