/** What is promised of all pages of the plugin, and not of those of one package. */
package io.jenkins.plugins.bitbucket.pages;
