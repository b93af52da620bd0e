/*
 * One incident with its signal, timers, acknowledgement, pages, one action and its re-opening, as concurrent processes; searched
 * exhaustively by model.test.ts. What is one transaction of the table is one atomic step here; between two of them anybody may do
 * anything, workers die, answers get lost, and messages come twice, early or not at all.
 *
 * A guard is what keeps a promise: `#ifndef NO_GUARD_x`. Each names its place in the code and, in quotes, the words of the design that it
 * stands for; the test leaves each out in turn and expects the search to find a promise broken.
 */

#define CYCLES 2 /* one re-opening */
#define LEVELS 2 /* level 0 is paged at once, level 1 is due a unit of time later */
#define PAGES 4
#define PAGE(c, l) ((c) * LEVELS + (l))
#define NONE 255
#ifndef MISHAPS
#define MISHAPS 2 /* deaths, lost answers, messages that are lost or come twice, leases that run out: so many in all, wherever */
#endif

/* The incident's row: written as a whole, in one transaction with the pages that it orders. */
bool exists = false, over = false, acked = false;
byte cycle = 0, level = 0;
byte nextDue = 0; /* 0: nothing is due any more */
bool reopened = false; /* the row of the command that re-opens */

/* The rows of the pages. */
bool ordered[PAGES], settled[PAGES], leased[PAGES];
byte claims[PAGES];

/* The row of what the action acts on, and the rows of the action of each cycle. */
byte holder = NONE;
bool claimed[CYCLES], unknown[CYCLES], ended[CYCLES];

byte now = 1;
bool queued[PAGES];   /* messages that wake the page worker */
bool timer[4];        /* clocks that have not said yet that their time has passed */
bool step[CYCLES];    /* the task that runs the action of a cycle */

/* What really happened, which no process sees. */
bool saidAcked = false; /* an acknowledgement of this cycle was committed */
byte incidents = 0, reopenings = 0;
byte unlabelled[PAGES]; /* sendings that did not say "may be a repeat" */
byte starts[CYCLES], asked[CYCLES];
byte running = 0, told = 0;
byte mishaps = 0;

#define MISHAP mishaps < MISHAPS -> mishaps++

/* What must be true of the row, after what wrote it. */
inline holds() {
  assert(acked == saidAcked);
  assert(!exists || over || acked || level >= LEVELS || nextDue != 0);
  assert(incidents <= 1)
}

inline order(c, l) {
  ordered[PAGE(c, l)] = true;
#if defined(ACTION) || defined(TIMERS)
  settled[PAGE(c, l)] = true /* nobody is there to send it */
#else
  if
  :: queued[PAGE(c, l)] = true
  :: MISHAP /* the dispatcher died: the sweeper finds the row */
  fi
#endif
}

inline arm(due) {
#if defined(ACTION) || defined(PAGING)
  level = LEVELS /* no clock is there */
#else
  nextDue = due;
  if
  :: timer[due] = true
  :: MISHAP /* the schedule was never made: the sweeper finds what is overdue */
  fi
#endif
}

/* The same firing of one alarm, which comes by EventBridge and by SNS. */
proctype Signal() {
  if
  :: exists -> skip
  :: !exists ->
    atomic {
      if
#ifndef NO_GUARD_owner
      /* app/store/signals.ts, the opening's transaction: "The incident's signal key and its service are rows put in the opening's transaction." */
      :: exists -> skip
      :: else ->
#else
      :: true ->
#endif
        exists = true; incidents++;
        assert(incidents <= 1); /* I6: a key has one owner */
        cycle = 0; level = 1; over = false; acked = false; saidAcked = false;
        order(0, 0);
        arm(now + 1);
        holds()
      fi
    }
  fi
}

/* Who reads the row and writes it whole: what each has read, and whether it still stands. */
#define RESPONDER 0
#define OWNER 1
#define CLOCK 2
bool fresh[3], wasOver[3], wasAcked[3];
byte wasLevel[3], wasCycle[3], wasDue[3];

#define READ(me) atomic { fresh[me] = true; wasOver[me] = over; wasAcked[me] = acked; wasLevel[me] = level; wasCycle[me] = cycle; wasDue[me] = nextDue }
/* What was read is forgotten once nobody goes by it, so that it tells no two states apart. */
#define FORGET(me) fresh[me] = false; wasOver[me] = false; wasAcked[me] = false; wasLevel[me] = 0; wasCycle[me] = 0; wasDue[me] = 0
#ifdef NO_GUARD_version
#define WRITTEN skip
#else
#define WRITTEN FORGET(0); FORGET(1); FORGET(2)
#endif

/* Whether the transaction of a turn is taken. */
#ifndef NO_GUARD_version
/* app/store/writes.ts, the condition on STATE: "What changes anything that `decide` reads is a turn, under the version check." */
#define UNCHANGED(me) fresh[me]
#else
#define UNCHANGED(me) true
#endif

inline acknowledge(me) {
  do
  :: atomic {
      READ(me);
      if
      :: wasOver[me] || wasAcked[me] -> FORGET(me); break
      :: else -> skip
      fi
    };
    atomic {
      if
      :: UNCHANGED(me) ->
        acked = true; saidAcked = true; over = wasOver[me]; level = wasLevel[me]; cycle = wasCycle[me]; nextDue = 0;
        WRITTEN; FORGET(me);
        holds();
        break
      :: else -> skip
      fi
    }
  od
}

inline resolve(me) {
  do
  :: atomic {
      READ(me);
      if
      :: wasOver[me] -> FORGET(me); break
      :: else -> skip
      fi
    };
    atomic {
      if
      :: UNCHANGED(me) ->
        over = true; acked = wasAcked[me]; level = wasLevel[me]; cycle = wasCycle[me]; nextDue = 0;
        WRITTEN; FORGET(me);
        holds();
        break
      :: else -> skip
      fi
    }
  od
}

inline reopen(me) {
  do
  :: atomic {
      READ(me);
      if
#ifndef NO_GUARD_command
      /* app/store/incidents.ts, `answered`: "**The command's row is the idempotency of everything.** `CMD#<id>`, put if absent in the same transaction, holds the answer" */
      :: reopened || !wasOver[me] -> FORGET(me); break
#else
      :: !wasOver[me] -> FORGET(me); break
#endif
      :: else -> skip
      fi
    };
    atomic {
      if
      :: UNCHANGED(me) ->
        reopened = true; reopenings++;
        assert(reopenings <= 1);
        over = false; cycle = wasCycle[me] + 1; level = 1;
#ifndef NO_GUARD_fresh
        /* core/incident/evolve/life.ts, `Reopened`: "**Re-opening** starts fresh clocks, metrics and roles." */
        acked = false;
#endif
        saidAcked = false;
        order(cycle, 0);
#ifndef NO_GUARD_deadline
        /* core/planning.ts: "**Deadlines are a function of the state; only the earliest is stored**: `nextDue`, whole seconds, rounded up, in the same transaction" */
        arm(now + 1);
#endif
        WRITTEN; FORGET(me);
        holds();
        break
      :: else -> skip
      fi
    }
  od
}

/* Acknowledges, or does not; and again after a re-opening. */
proctype Responder() {
end:
  exists;
  if
  :: acknowledge(RESPONDER)
  :: true -> skip
  fi;
endAgain:
  reopened;
  if
  :: acknowledge(RESPONDER)
  :: true -> skip
  fi
}

/* Resolves, or does not; re-opens without getting an answer, resolves once more, or not, and sends the first request again. */
proctype Owner() {
end:
  exists;
  if
  :: resolve(OWNER)
  :: true -> skip
  fi;
  reopen(OWNER);
  if
  :: resolve(OWNER)
  :: true -> skip
  fi;
  reopen(OWNER)
}

/* Goes on while somebody waits for it. */
proctype Time() {
end:
  do
  :: now < nextDue -> now++
  od
}

/* The clock says that a time has passed: everything that is due by then is done, and nothing else. */
proctype Clock() {
  byte due;
endIdle:
  atomic {
    if
    :: timer[1] -> due = 1
    :: timer[2] -> due = 2
    :: timer[3] -> due = 3
    fi;
    if
    :: timer[due] = false
    :: MISHAP /* it says it twice */
    fi
  };
anew:
  atomic {
    READ(CLOCK);
    if
#ifndef NO_GUARD_early
    /* core/incident/commands/time-passed.ts: "Up to 2 s (wall clock) early is decided as of `due`, never later deadlines with it; earlier is `TooEarly`, again in 1 s." */
    :: now < due -> FORGET(CLOCK); goto endEarly
    :: now >= due && (over || acked || nextDue == 0 || nextDue > now) -> FORGET(CLOCK); due = 0; goto endIdle
#else
    :: over || acked || nextDue == 0 -> FORGET(CLOCK); due = 0; goto endIdle
#endif
    :: else -> skip
    fi
  };
  atomic {
    if
    :: UNCHANGED(CLOCK) ->
      assert(now >= wasDue[CLOCK]);
      over = wasOver[CLOCK]; acked = wasAcked[CLOCK]; cycle = wasCycle[CLOCK];
      assert(!ordered[PAGE(cycle, wasLevel[CLOCK])]);
      order(cycle, wasLevel[CLOCK]);
      level = wasLevel[CLOCK] + 1; nextDue = 0;
      WRITTEN; FORGET(CLOCK);
      holds();
      due = 0;
      goto endIdle
    :: else -> goto anew
    fi
  };
endEarly:
  now >= due;
  goto anew
}

/* What the claim's own transaction asks of the incident's row. */
#ifndef NO_GUARD_acknowledged
/* app/outbox/page-guard.ts, `guardOf`: "A claim is one transaction (the incident has not silenced this track, and the page is free), so no acknowledgement can be overtaken" */
#define NOT_ACKED (!acked)
#else
#define NOT_ACKED true
#endif
#ifndef NO_GUARD_cycle
/* app/outbox/page-guard.ts, `cycle`: "A page's claim checks cycle, severity epoch and acknowledgement." */
#define SAME_CYCLE (cycle == p / LEVELS)
#else
#define SAME_CYCLE true
#endif
#define STILL_DUE (!over && NOT_ACKED && SAME_CYCLE)
#ifndef NO_GUARD_lease
/* app/outbox/lease.ts, `when` of the claim (65 s since decision 0028): "it is a lease of 30 s" */
#define FREE (!leased[p] && claims[p] == seen)
#else
#define FREE true
#endif

proctype PageWorker() {
  byte p, seen;
  bool repeat;
endIdle:
  atomic {
    if
    :: queued[0] -> p = 0
    :: queued[1] -> p = 1
    :: queued[2] -> p = 2
    :: queued[3] -> p = 3
    fi;
    if
    :: queued[p] = false
    :: MISHAP /* the queue brings it twice */
    fi;
    seen = claims[p];
    if
    :: settled[p] -> p = 0; seen = 0; goto endIdle
    :: else -> skip
    fi
  };
  atomic {
    if
    :: !settled[p] && FREE && STILL_DUE ->
      assert(!acked); /* I4 */
      assert(cycle == p / LEVELS);
#ifndef NO_GUARD_label
      /* app/outbox/lease.ts, `mayBeRepeat`: "lost answer → again, labelled "may be a repeat"" */
      repeat = (seen > 0);
#endif
      claims[p]++; leased[p] = true; seen = 0
    :: !settled[p] && FREE && !(STILL_DUE) -> settled[p] = true; p = 0; seen = 0; goto endIdle
    :: !(!settled[p] && FREE) -> p = 0; seen = 0; goto endIdle
    fi
  };
  atomic {
    if
    :: MISHAP; p = 0; repeat = false; goto endIdle /* it dies between claim and sending */
    :: true -> skip
    fi;
    if
    :: repeat -> repeat = false
    :: else -> unlabelled[p]++; assert(unlabelled[p] <= 1) /* I3 */
    fi
  };
  atomic {
    if
    :: MISHAP /* the answer is lost */
    :: settled[p] = true; leased[p] = false
    fi;
    p = 0;
    goto endIdle
  }
}

#define RUNS_OUT(p) atomic { leased[p] && !settled[p] && mishaps < MISHAPS -> mishaps++; leased[p] = false; queued[p] = true }

/* A lease runs out while its holder is still at work. */
proctype Slow() {
end:
  if
  :: RUNS_OUT(0)
  :: RUNS_OUT(1)
  :: RUNS_OUT(2)
  fi
}

/* The task that runs an action, which Step Functions calls again when it dies. */
proctype ActionWorker() {
  byte c;
end:
  do
  :: atomic {
      if
      :: step[0] -> c = 0
      :: step[1] -> c = 1
      fi;
      step[c] = false;
      if
      :: ended[c] || unknown[c] -> goto next
#ifndef NO_GUARD_once
      /* app/actions/claim.ts, a claim without a result: "an unclear outcome is UNKNOWN and asks a person" */
      :: claimed[c] && !ended[c] && !unknown[c] -> unknown[c] = true; goto next
#endif
#ifndef NO_GUARD_target
      /* app/actions/claim.ts, the holder's row: "a second action on the same target waits, is refused, or is started by a person who was told that the first still runs" */
      :: !claimed[c] && holder != NONE && !ended[c] && !unknown[c] -> ended[c] = true; goto next
#endif
      :: else -> claimed[c] = true; holder = c
      fi
    };
    if
    :: MISHAP; step[c] = true; goto next
    :: true -> skip
    fi;
    atomic {
      starts[c]++; running++;
      assert(starts[c] <= 1 + asked[c]); /* I7: no start that no person has asked for */
      assert(running <= 1 + told)        /* I7: two on one target only where a person was told */
    };
    if
    :: MISHAP; step[c] = true; goto next /* it runs, and nobody knows */
    :: true -> skip
    fi;
    atomic { running--; ended[c] = true; holder = NONE };
next:
    c = 0
  od
}

/* A person chooses the action in each cycle, and says how an unclear one went or starts it again, knowing that it may run. */
proctype Commander() {
end:
  exists;
  step[0] = true;
endA:
  if
  :: cycle == 1 -> step[1] = true
  :: unknown[0] ->
    if
    :: atomic { ended[0] = true; unknown[0] = false; holder = NONE; running = 0 }
    :: atomic { asked[0]++; told++; unknown[0] = false; claimed[0] = false; holder = NONE; step[0] = true }
    fi
  fi
}

/* Nobody else can go on: leases run out, and what is overdue or was never brought is brought (I15). Then everything must be in order. */
proctype Sweeper() {
  byte p, rounds = 0;
  do
  :: timeout ->
    if
    :: rounds < 2 ->
      atomic {
        rounds++;
        p = 0;
        do
        :: p < PAGES ->
          if
#ifndef NO_GUARD_swept_rows
          /* app/aggregates/delivery/kind.ts, `overdueSeconds`: "**The sweeper**, every minute, each item on its own: … outbox rows 30 s unsent, leases run out" */
          :: ordered[p] && !settled[p] -> leased[p] = false; queued[p] = true
#endif
          :: else -> skip
          fi;
          p++
        :: else -> break
        od;
        p = 0;
        if
#ifndef NO_GUARD_swept_clock
        /* app/aggregates/incident/kind.ts, `overdueSeconds`: "**The sweeper**, every minute, each item on its own: `nextDue` 30 s overdue" */
        :: nextDue != 0 && nextDue <= now -> timer[nextDue] = true
#endif
        :: else -> skip
        fi
      }
    :: else -> break
    fi
  od;
  atomic {
    holds();
#if defined(TIMERS) || defined(ESCALATING)
    assert(nextDue == 0 || nextDue > now); /* I2: what is due was done */
    /* I2: open and unacknowledged, so every level was paged */
    assert(!exists || over || acked || (ordered[PAGE(cycle, 0)] && ordered[PAGE(cycle, 1)]));
#endif
    p = 0;
    do
    :: p < PAGES -> assert(!ordered[p] || settled[p]); p++ /* I1: no page is left behind */
    :: else -> break
    od
  }
}

/* Four searches, each with the incident, the people and the sweeper: what one part does cannot be told from outside, so they are apart. */
init {
  atomic {
    run Signal();
    run Owner();
#ifdef TIMERS
    run Signal(); run Responder(); run Time(); run Clock();
#endif
#ifdef PAGING
    run Responder(); run PageWorker(); run PageWorker(); run Slow();
#endif
#ifdef ACTION
    run ActionWorker(); run Commander();
#endif
#ifdef ESCALATING
    run Responder(); run Time(); run Clock(); run PageWorker();
#endif
    run Sweeper()
  }
}
