/**
 * The REST API: who calls what, with which scopes, and how the answers are shaped.
 * A group of the API's operations is a class that lists its routes. Uses {@code emulator.state} and what that uses.
 */
package io.jenkins.plugins.bitbucket.emulator.rest;
