/** Guarantees of the plugin as a whole: users have only the permissions that they should, and no token leaks. */
package io.jenkins.plugins.bitbucket.security;
