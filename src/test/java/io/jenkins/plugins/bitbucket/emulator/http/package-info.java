/**
 * One HTTP exchange: request, response, errors in Bitbucket's words, and the faults that a test can inject. Does not
 * depend on repositories; uses the JDK and Jackson.
 */
package io.jenkins.plugins.bitbucket.emulator.http;
