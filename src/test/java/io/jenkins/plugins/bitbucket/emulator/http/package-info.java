/**
 * One HTTP exchange: request, response, the errors in Bitbucket's words, and the faults that a test can ask for.
 * Knows nothing of repositories; uses the JDK and Jackson.
 */
package io.jenkins.plugins.bitbucket.emulator.http;
