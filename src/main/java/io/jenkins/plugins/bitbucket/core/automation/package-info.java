/**
 * The use cases, each a class with one method {@code run} that is safe to repeat: what is there already is found.
 * Uses {@link io.jenkins.plugins.bitbucket.core.api} and {@link io.jenkins.plugins.bitbucket.core.git}.
 */
package io.jenkins.plugins.bitbucket.core.automation;
