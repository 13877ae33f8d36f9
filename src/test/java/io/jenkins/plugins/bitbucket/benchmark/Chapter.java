package io.jenkins.plugins.bitbucket.benchmark;

import java.util.List;

/** One subject of the benchmark. */
interface Chapter {

    /** Its name on the command line. */
    String name();

    /** @param quick whether to do only what shows that it works */
    List<Table> measure(boolean quick) throws Exception;
}
