/**
 * Why an operation failed, in words for people: the family of errors, and the text that is safe to show.
 * Uses nothing of the other packages.
 */
package io.jenkins.plugins.bitbucket.core.error;
