/**
 * The use cases. Each is a class with one idempotent method {@code run}, which finds an existing result. Uses {@link
 * io.jenkins.plugins.bitbucket.core.api} and {@link io.jenkins.plugins.bitbucket.core.git}.
 */
package io.jenkins.plugins.bitbucket.core.automation;
