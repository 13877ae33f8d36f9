/**
 * The REST API: authentication, scopes, operations and the JSON of the responses. Each group of operations is a class
 * that lists its routes. Uses {@code emulator.state} and what that uses.
 */
package io.jenkins.plugins.bitbucket.emulator.rest;
