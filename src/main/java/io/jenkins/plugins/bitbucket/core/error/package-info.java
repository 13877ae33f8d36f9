/** Why an operation failed: the exception types, and text that is safe to show. Uses none of the other packages. */
package io.jenkins.plugins.bitbucket.core.error;
