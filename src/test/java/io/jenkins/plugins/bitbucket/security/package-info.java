/**
 * What is promised of the plugin as a whole, and not of one of its packages: that nobody is let in who may not, and that
 * no token gets out.
 */
package io.jenkins.plugins.bitbucket.security;
