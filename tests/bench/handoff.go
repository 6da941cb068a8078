// The peer of handoff.cpp: Go's io.Pipe.
package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"time"
)

func main() {
	size, _ := strconv.Atoi(os.Args[1])
	count, _ := strconv.Atoi(os.Args[2])
	reader, writer := io.Pipe()
	go func() {
		data := make([]byte, size)
		for i := 0; i < count; i++ {
			writer.Write(data)
		}
		writer.Close()
	}()
	buffer := make([]byte, size)
	start := time.Now()
	for {
		if _, err := reader.Read(buffer); err != nil {
			break
		}
	}
	fmt.Println(float64(time.Since(start).Nanoseconds()) / float64(count))
}
