/**
 * An embedded Bitbucket Cloud for tests and the demo: REST and git over real HTTP and SSH on the loopback interface. It
 * follows Atlassian's public documents and recorded exchanges, including odd ones. Its entry point is {@code
 * EmbeddedBitbucket}. Uses the JDK, Jackson, JGit, Apache MINA and Atlassian's validator, and must not depend on the
 * code under test.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/">the API's description</a>
 */
package io.jenkins.plugins.bitbucket.emulator;
