/**
 * An embedded Bitbucket Cloud: its REST API and its git, over real HTTP and SSH on the loopback, for tests and the demo.
 * It follows Atlassian's public documents and recorded exchanges, the odd ones included.
 * It may use the JDK, Jackson, JGit, Apache MINA and Atlassian's validator, and must not know the code that is tested against it.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/">the API's description</a>
 */
package io.jenkins.plugins.bitbucket.emulator;
