/**
 * An embedded Bitbucket Cloud for tests and the demo: REST and git over real HTTP and SSH on the loopback. It follows
 * Atlassian's public documents and recorded exchanges, the odd ones included, and begins with {@code EmbeddedBitbucket}.
 * Uses the JDK, Jackson, JGit, Apache MINA and Atlassian's validator; must not know the code that is tested against it.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/">the API's description</a>
 */
package io.jenkins.plugins.bitbucket.emulator;
