package io.jenkins.plugins.bitbucket.migration;

import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A Jenkins with the folder “team” and people with different permissions; each test starts without credentials. */
abstract class MovingTest extends JenkinsTest {

    static MovingJenkins moving;

    @BeforeAll
    static void addPeople() throws Exception {
        moving = new MovingJenkins(jenkins);
    }

    @AfterAll
    static void withoutManage() {
        MovingJenkins.stop();
    }

    @BeforeEach
    final void forgetAllCredentials() throws IOException {
        moving.forgetCredentials();
    }
}
